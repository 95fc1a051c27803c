export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  other: {
    Tables: {
      things: {
        Row: {
          id: number;
          name: string | null;
        };
        ComputedFields: never;
        Insert: {
          id: number;
          name?: string | null;
        };
        Update: {
          id?: number;
          name?: string | null;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      [_ in never]: never;
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
  public: {
    Tables: {
      labels: {
        Row: {
          id: number;
          label: string;
        };
        ComputedFields: never;
        Insert: {
          id: number;
          label: string;
        };
        Update: {
          id?: number;
          label?: string;
        };
        Relationships: [];
      };
      notes: {
        Row: {
          body: string;
          id: number;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          body: string;
          id?: number;
          user_id?: string;
        };
        Update: {
          body?: string;
          id?: number;
          user_id?: string;
        };
        Relationships: [];
      };
      people: {
        Row: {
          born: string | null;
          data: NonNullable<Json>;
          id: string;
          manager: string | null;
          mood: Database["public"]["Enums"]["mood"] | null;
          name: string;
          tags: string[];
        };
        ComputedFields: never;
        Insert: {
          born?: string | null;
          data?: NonNullable<Json>;
          id: string;
          manager?: string | null;
          mood?: Database["public"]["Enums"]["mood"] | null;
          name: string;
          tags?: string[];
        };
        Update: {
          born?: string | null;
          data?: NonNullable<Json>;
          id?: string;
          manager?: string | null;
          mood?: Database["public"]["Enums"]["mood"] | null;
          name?: string;
          tags?: string[];
        };
        Relationships: [
          {
            foreignKeyName: "people_manager_fkey";
            columns: ["manager"];
            isOneToOne: false;
            referencedRelation: "people";
            referencedColumns: ["id"];
          },
        ];
      };
      profiles: {
        Row: {
          bio: string | null;
          person_id: string;
        };
        ComputedFields: never;
        Insert: {
          bio?: string | null;
          person_id: string;
        };
        Update: {
          bio?: string | null;
          person_id?: string;
        };
        Relationships: [
          {
            foreignKeyName: "profiles_person_id_fkey";
            columns: ["person_id"];
            isOneToOne: true;
            referencedRelation: "people";
            referencedColumns: ["id"];
          },
        ];
      };
      projects: {
        Row: {
          budget: number | null;
          during: unknown;
          id: number;
          lead: string | null;
          owner: string | null;
          search: unknown;
          shade: number | null;
          title: string;
          recent_tasks: {
            done: boolean | null;
            hours: number | null;
            id: number;
            name: string;
            project_id: number;
          } | null;
        };
        ComputedFields: "recent_tasks";
        Insert: {
          budget?: number | null;
          during?: unknown;
          id?: number;
          lead?: string | null;
          owner?: string | null;
          search?: never;
          shade?: number | null;
          title: string;
        };
        Update: {
          budget?: number | null;
          during?: unknown;
          id?: number;
          lead?: string | null;
          owner?: string | null;
          search?: never;
          shade?: number | null;
          title?: string;
        };
        Relationships: [
          {
            foreignKeyName: "projects_lead_fkey";
            columns: ["lead"];
            isOneToOne: false;
            referencedRelation: "people";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "projects_owner_fkey";
            columns: ["owner"];
            isOneToOne: false;
            referencedRelation: "people";
            referencedColumns: ["id"];
          },
        ];
      };
      secrets: {
        Row: {
          id: number;
          secret: string | null;
        };
        ComputedFields: never;
        Insert: {
          id: number;
          secret?: string | null;
        };
        Update: {
          id?: number;
          secret?: string | null;
        };
        Relationships: [];
      };
      tasks: {
        Row: {
          done: boolean | null;
          hours: number | null;
          id: number;
          name: string;
          project_id: number;
          shouted: string | null;
        };
        ComputedFields: "shouted";
        Insert: {
          done?: boolean | null;
          hours?: number | null;
          id?: number;
          name?: string;
          project_id: number;
        };
        Update: {
          done?: boolean | null;
          hours?: number | null;
          id?: number;
          name?: string;
          project_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "tasks_project_id_fkey";
            columns: ["project_id"];
            isOneToOne: false;
            referencedRelation: "projects";
            referencedColumns: ["id"];
          },
        ];
      };
      tasks_labels: {
        Row: {
          label_id: number;
          task_id: number;
        };
        ComputedFields: never;
        Insert: {
          label_id: number;
          task_id: number;
        };
        Update: {
          label_id?: number;
          task_id?: number;
        };
        Relationships: [
          {
            foreignKeyName: "tasks_labels_label_id_fkey";
            columns: ["label_id"];
            isOneToOne: false;
            referencedRelation: "labels";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tasks_labels_task_id_fkey";
            columns: ["task_id"];
            isOneToOne: false;
            referencedRelation: "open_tasks";
            referencedColumns: ["id"];
          },
          {
            foreignKeyName: "tasks_labels_task_id_fkey";
            columns: ["task_id"];
            isOneToOne: false;
            referencedRelation: "tasks";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Views: {
      open_tasks: {
        Row: {
          id: number;
          name: string;
          project_id: number;
        };
        ComputedFields: never;
        Insert: {
          id?: number | null;
          name?: string | null;
          project_id?: number | null;
        };
        Update: {
          id?: number | null;
          name?: string | null;
          project_id?: number | null;
        };
        Relationships: [
          {
            foreignKeyName: "tasks_project_id_fkey";
            columns: ["project_id"];
            isOneToOne: false;
            referencedRelation: "projects";
            referencedColumns: ["id"];
          },
        ];
      };
    };
    Functions: {
      add_task: {
        Args: { name: string; project: number };
        Returns: {
          done: boolean | null;
          hours: number | null;
          id: number;
          name: string;
          project_id: number;
        };
        SetofOptions: {
          from: "*";
          to: "tasks";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      add_up: { Args: { a: number; b?: number }; Returns: number };
      color_from_json: { Args: { "": Json }; Returns: unknown };
      color_from_text: { Args: { "": string }; Returns: unknown };
      echo: { Args: { "": Json }; Returns: Json };
      nothing: { Args: Record<PropertyKey, never>; Returns: undefined };
      raise_it: { Args: Record<PropertyKey, never>; Returns: undefined };
      recent_tasks: {
        Args: { "": Database["public"]["Tables"]["projects"]["Row"] };
        Returns: {
          error: true;
        } & "the function public.recent_tasks with parameter or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache";
        SetofOptions: {
          from: "projects";
          to: "tasks";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      requesting_user_id: { Args: Record<PropertyKey, never>; Returns: string };
      shouted: {
        Args: { "": Database["public"]["Tables"]["tasks"]["Row"] };
        Returns: {
          error: true;
        } & "the function public.shouted with parameter or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache";
      };
      slow: { Args: Record<PropertyKey, never>; Returns: undefined };
      sum_all: { Args: { numbers: number[] }; Returns: number };
      tasks_of: {
        Args: { project: number };
        Returns: {
          done: boolean | null;
          hours: number | null;
          id: number;
          name: string;
          project_id: number;
        }[];
        SetofOptions: {
          from: "*";
          to: "tasks";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      teapot: { Args: Record<PropertyKey, never>; Returns: string };
      whoami: { Args: Record<PropertyKey, never>; Returns: Json };
    };
    Enums: {
      mood: "calm" | "glad";
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  other: {
    Enums: {},
  },
  public: {
    Enums: {
      mood: ["calm", "glad"],
    },
  },
} as const;
